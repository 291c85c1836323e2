/** The Central System's page. */
import { createApiClient } from '../shared/api-client.ts';
import { mount } from '../shared/mount.tsx';
import './central.css';
import { CentralPage } from './central-page.tsx';
import { createCentralStore } from './central-store.ts';
import { followAddress } from './route.ts';

const central = createCentralStore(createApiClient());
followAddress(central);
mount(<CentralPage central={central} />);
